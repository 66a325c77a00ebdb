// Drives the hub with the official client: says what it sees as lines of JSON, does what it is told on standard input.
const path = require("path");
const readline = require("readline");
const signalR = require(path.join(process.argv[2], "node_modules", "@microsoft", "signalr"));

const say = (word) => void process.stdout.write(JSON.stringify(word) + "\n");
const events = [
  "TaskStarted", "TaskFinished", "TaskMessage", "WorktreeUpdated", "TaskUpdated", "RunCreated", "ListUpdated", "Mark",
];

const connection = new signalR.HubConnectionBuilder()
  .withUrl(process.argv[3], { accessTokenFactory: () => process.argv[4] })
  .configureLogging(signalR.LogLevel.Error)
  .build();
for (const name of events) connection.on(name, (...given) => say({ event: name, arguments: given }));
connection.onclose((error) => say({ closed: error ? error.message : null }));

async function obey(line) {
  const { id, method, arguments: given } = JSON.parse(line);
  if (method === "stop") return connection.stop();
  try {
    say({ id, result: (await connection.invoke(method, ...given)) ?? null });
  } catch (error) {
    say({ id, error: error.message });
  }
}

connection.start().then(
  () => {
    say({ connected: connection.connectionId });
    readline.createInterface({ input: process.stdin }).on("line", obey).on("close", () => connection.stop());
  },
  (error) => {
    say({ refused: error.message });
    process.exitCode = 1;
  },
);
