"""What runs in the page to measure it. Chromium lets the driver evaluate under the strict policy; nothing is injected."""

NODES = "() => document.querySelectorAll('*').length"

# How long after the start of the navigation a mark of the page was set, in milliseconds.
MARKED = "name => performance.getEntriesByName(name).at(-1)?.startTime ?? null"

# Long tasks, the share of time that the main thread was at work in them or frames came late, and frames, for so long.
WATCH = """seconds => new Promise(done => {
    const tasks = [], frames = []
    const observer = new PerformanceObserver(list => tasks.push(...list.getEntries().map(one => one.duration)))
    observer.observe({entryTypes: ['longtask']})
    const begin = performance.now()
    let last = begin
    const frame = now => {
        frames.push(now - last)
        last = now
        if (now - begin < seconds * 1000) return requestAnimationFrame(frame)
        observer.disconnect()
        done({tasks, frames})
    }
    requestAnimationFrame(frame)
})"""

# From each key to the frame that shows what it did.
KEYS = """() => {
    window.keyed = []
    addEventListener('keydown', () => {
        const begin = performance.now()
        requestAnimationFrame(() => requestAnimationFrame(() => window.keyed.push(performance.now() - begin)))
    }, true)
}"""
KEYED = "() => window.keyed.splice(0)"

# From the release of the mouse to the card's being in its new column.
DROPS = """() => addEventListener('drop', () => { window.dropped = performance.now() }, true)"""
DROPPED = "() => performance.getEntriesByName('drop-done').at(-1).startTime - window.dropped"

# Steady scrolling of the diff, a step a frame.
SCROLL = """box => new Promise(done => {
    const frames = []
    let last = performance.now(), step = 0
    const frame = now => {
        frames.push(now - last)
        last = now
        box.scrollTop += 180
        if (++step < 120) requestAnimationFrame(frame)
        else done(frames)
    }
    requestAnimationFrame(frame)
})"""

# Resolves when a scroll has come to its rest.
STILL = """log => new Promise(done => {
    let frames = 0, last = log.scrollTop
    const frame = () => {
        frames = log.scrollTop === last ? frames + 1 : 0
        last = log.scrollTop
        if (frames < 20) requestAnimationFrame(frame)
        else done()
    }
    requestAnimationFrame(frame)
})"""

TOP = """log => {
    const edge = log.getBoundingClientRect().top
    const row = [...log.querySelectorAll('[data-seq]')].find(one => one.getBoundingClientRect().top >= edge)
    window.watched = row.dataset.seq
    return row.getBoundingClientRect().top
}"""
TOP_AGAIN = "log => log.querySelector(`[data-seq='${window.watched}']`)?.getBoundingClientRect().top ?? 1e6"
