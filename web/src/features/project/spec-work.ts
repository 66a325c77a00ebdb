import type { Section } from './spec';

export const WORK: readonly Section[] = [
  {
    title: 'Agent',
    words: 'Which program does the work. A task may name another.',
    specs: [
      { kind: 'text', name: 'agent', label: 'Agent', suggest: 'agents' },
      { kind: 'text', name: 'profile', label: 'Profile', suggest: 'profiles', words: "A file that says what the agent is: its model, its tools, and what it is told. The repository's own counts first." },
      { kind: 'text', code: true, name: 'agent_command', label: 'Command', words: 'The program of the agents “command” and “acp”. It is split like a shell would, and run without one.' },
      {
        kind: 'choice',
        name: 'agent_parser',
        label: "How the command's output is read",
        choices: ['text', 'claude-stream-json', 'goose-stream-json', 'codex-json', 'opencode-json', 'gemini-stream-json'].map((value) => ({ value, words: value === 'text' ? 'As text; its exit code decides' : value })),
      },
      { kind: 'options', name: 'agent_options', label: 'Options of the agent', words: 'Texts by name, like model. The server keeps them, keys too.' },
      { kind: 'lines', name: 'fallback_agents', label: 'Stand-ins', example: 'acp:codex', words: "Who takes over, in this order, when an agent's account must rest or its key is refused. One a line." },
    ],
  },
  {
    title: 'Before and after',
    specs: [
      { kind: 'area', name: 'rules', label: 'Rules', words: 'Added to what every agent is told.' },
      { kind: 'lines', name: 'setup', label: 'Setup', example: 'npm ci', words: 'Commands that make a new workspace ready. One a line, run without a shell.' },
      { kind: 'lines', name: 'checks', label: 'Checks', example: 'make test', words: 'Commands that must pass on what was committed. One a line, run without a shell.' },
      { kind: 'yes', name: 'checks_must_run_tests', label: 'Checks that run no test', yes: '“No tests ran” is a failure' },
      { kind: 'number', name: 'check_rounds', label: 'Rounds to mend', words: 'How often the agent may mend what a check has found.', none: 'none' },
      {
        kind: 'choice',
        name: 'on_success',
        label: 'Work that is finished',
        choices: [
          { value: 'review', words: 'waits for a review' },
          { value: 'done', words: 'is done at once' },
        ],
      },
      {
        kind: 'choice',
        name: 'depends_on',
        label: 'A task that waits for another starts',
        choices: [
          { value: 'done', words: 'when that one is done' },
          { value: 'merged', words: 'when that one is merged' },
        ],
      },
    ],
  },
  {
    title: 'Workspace and branch',
    specs: [
      {
        kind: 'choice',
        name: 'checkout',
        label: 'Workspace',
        words: 'In place, one run at a time works in your own tree.',
        choices: [
          { value: 'clone', words: 'A clone of its own' },
          { value: 'worktree', words: 'A linked tree that shares the refs and objects' },
          { value: 'in_place', words: 'The repository itself, in place' },
          { value: 'directory', words: 'A plain directory, without git' },
        ],
      },
      {
        kind: 'choice',
        name: 'workspace_root_strategy',
        label: 'Where workspaces lie',
        choices: [
          { value: 'central', words: "In the worker's folder" },
          { value: 'sibling', words: 'Beside the repository' },
        ],
      },
      {
        kind: 'choice',
        name: 'base',
        label: 'A branch begins at',
        choices: [
          { value: 'target', words: 'the target branch' },
          { value: 'previous_task', words: 'the branch of the task before' },
        ],
      },
      {
        kind: 'choice',
        name: 'branch_strategy',
        label: 'A branch is called by',
        choices: [
          { value: 'id', words: "the task's id" },
          { value: 'id8', words: 'the first eight letters of it' },
          { value: 'slug', words: "the task's number and title" },
          { value: 'hash', words: 'a hash of what is asked, without the prefix' },
        ],
      },
      { kind: 'text', code: true, name: 'branch_prefix', label: 'Prefix of branches' },
    ],
  },
  {
    title: 'Commit and merge',
    specs: [
      {
        kind: 'choice',
        name: 'merge_strategy',
        label: 'Merge',
        choices: [
          { value: 'merge', words: 'with a merge commit' },
          { value: 'squash', words: 'squashed into one commit' },
          { value: 'rebase', words: 'rebased onto the target' },
          { value: 'ff', words: 'forward only' },
        ],
      },
      { kind: 'text', code: true, name: 'commit_type', label: 'Type of commits', words: 'One word before the message, like feat or fix.' },
      { kind: 'text', name: 'author_name', label: "Author's name" },
      { kind: 'text', name: 'author_email', label: "Author's address" },
      { kind: 'text', code: true, name: 'trailer_task', label: 'Trailer that names the task' },
      { kind: 'text', code: true, name: 'trailer_run', label: 'Trailer that names the run' },
    ],
  },
];
