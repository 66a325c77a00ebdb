// The board, read-only and live: facts arrive as events, the board is asked for again, text nodes are all that is made.
const COLUMNS = [
  ["Backlog", ["backlog"]], ["Queued", ["queued"]], ["Running", ["running"]], ["Review", ["review", "merging"]], ["Done", ["done", "failed", "cancelled"]],
];
const GLYPHS = { backlog: "◌", queued: "○", running: "◔", review: "◑", merging: "◕", done: "✓", failed: "✕", cancelled: "⊘" };
const EMPTY = { Backlog: "Nothing planned", Queued: "Nothing waits", Running: "Nobody is working", Review: "Nothing to look at", Done: "Nothing yet" };
const main = document.getElementById("board");
const summary = document.getElementById("summary");
const line = document.getElementById("line");

function make(tag, name, ...parts) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...parts.filter((part) => part !== null && part !== ""));
  return element;
}

function age(then) {
  const seconds = Math.max(0, (Date.now() - Date.parse(then)) / 1000);
  if (seconds < 60) return "now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86400)}d`;
}

function foot(task) {
  if (task.open_questions > 0) return "Waiting on you";
  if (task.status === "merging") return "Merging";
  if (task.status === "failed") return task.note || task.reason || "Failed";
  if (task.status === "done") return task.merged_commit ? `merged ${task.merged_commit.slice(0, 9)}` : "accepted";
  return task.note || task.labels.join(" · ") || (task.agent ?? "");
}

function card(task) {
  const hot = task.open_questions > 0;
  const top = make("div", "top", make("span", "glyph", hot ? "◆" : GLYPHS[task.status]), `#${task.number}`,
    task.priority === "normal" ? "" : ` ${task.priority}`, make("span", "age", age(task.updated_at)));
  const item = make("li", `card ${task.status}${hot ? " hot" : ""}`, top, make("div", "title", task.title), make("div", "foot", foot(task)));
  item.setAttribute("aria-label", `Task ${task.number}, ${hot ? "needs you" : task.status}: ${task.title}`);
  return item;
}

function rank(task) {
  return [task.open_questions > 0 ? 0 : 1, ["urgent", "high", "normal", "low"].indexOf(task.priority)];
}

function draw(tasks) {
  const shown = COLUMNS.map(([title, states]) => {
    const own = tasks.filter((task) => states.includes(task.status));
    if (title === "Done") own.sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
    else own.sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1] || (a.position < b.position ? -1 : 1));
    const heading = make("h2", "", title, make("span", "", String(own.length)));
    const list = own.length ? make("ul", "", ...own.slice(0, 200).map(card)) : make("p", "empty", EMPTY[title]);
    return make("section", "", heading, list);
  });
  if (!tasks.length) shown.push(make("p", "note", make("strong", "", "An empty board."), "Put the first task on it: ",
    make("code", "", "taskyard project add NAME --repo PATH"), ", then ", make("code", "", 'taskyard add "…" --project NAME --run')));
  main.replaceChildren(...shown);
  const waiting = tasks.filter((task) => task.open_questions > 0).length;
  const running = tasks.filter((task) => task.status === "running").length;
  const review = tasks.filter((task) => task.status === "review").length;
  summary.textContent = waiting ? `${waiting} waiting on you` : `${running} running · ${review} to review`;
  summary.className = waiting ? "hot" : "";
  document.title = waiting ? `(${waiting}) Taskyard` : "Taskyard";
}

let asking = false;
let again = false;
async function refresh() {
  if (asking) { again = true; return true; }
  asking = true;
  try {
    do {
      again = false;
      const answer = await fetch("/api/v1/board", { headers: { Accept: "application/json" } });
      if (answer.status === 401) { signIn(); return false; }
      if (answer.ok) draw((await answer.json()).items);
    } while (again);
  } catch { line.textContent = "offline"; line.className = "line off"; } finally { asking = false; }
  return true;
}

function signIn() {
  summary.textContent = "";
  line.textContent = "not signed in";
  line.className = "line off";
  main.replaceChildren(make("p", "note", make("strong", "", "This browser is not signed in."),
    "Open the launch URL that ", make("code", "", "taskyard up"), " printed. It works once; start it again for a new one."));
}

function follow() {
  const stream = new EventSource("/api/v1/events/stream");
  let timer = 0;
  const soon = () => { clearTimeout(timer); timer = setTimeout(refresh, 60); };
  stream.onopen = () => { line.textContent = "live"; line.className = "line"; soon(); };
  stream.onerror = () => { line.textContent = "reconnecting"; line.className = "line off"; };
  stream.onmessage = soon;
  stream.addEventListener("event", soon);
  stream.addEventListener("fact", soon);
}

if (await refresh()) { follow(); setInterval(refresh, 60000); }
