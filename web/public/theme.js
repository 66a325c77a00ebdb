// Before the first paint, and a file of its own because the content policy allows no inline script.
(function () {
  var chosen = null;
  try { chosen = localStorage.getItem('taskyard.theme'); } catch (e) { /* storage is shut */ }
  if (chosen !== 'light' && chosen !== 'dark') chosen = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = chosen;
})();
