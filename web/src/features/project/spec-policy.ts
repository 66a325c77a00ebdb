import type { Section } from './spec';

export const POLICY: readonly Section[] = [
  {
    title: 'Permissions',
    words: 'What an agent may do unasked. The first rule that meets decides; what no rule names is asked.',
    specs: [
      { kind: 'rules', name: 'permissions', label: 'Rules', words: 'The pattern is met by the command, path or address. A line that holds several commands is never allowed by a rule with a pattern.' },
      { kind: 'seconds', name: 'approval_ttl', label: 'A request may be allowed for', words: 'And so long the yes is good.' },
    ],
  },
  {
    title: 'Files in the repository that configure agents',
    words: 'Hooks, tool servers, settings of agents: whoever can write to the repository would decide what runs on the worker.',
    specs: [
      {
        kind: 'choice',
        name: 'repository_config',
        label: 'While nobody has approved them',
        choices: [
          { value: 'hide', words: "they are out of the agent's sight" },
          { value: 'refuse', words: 'a run fails before the agent starts' },
          { value: 'allow', words: 'they load: only where only you write' },
        ],
      },
      { kind: 'text', code: true, name: 'approved_config', label: 'Approved', words: "Fingerprints as a run's transcript names them, with a space between. One changed byte, and they are hidden again." },
    ],
  },
  {
    title: 'Where it may run',
    specs: [
      { kind: 'text', code: true, name: 'tier', label: 'Tier', words: 'How strongly a run is contained. “none” is the only one yet.' },
      { kind: 'lines', name: 'labels', label: 'Labels', example: 'gpu', words: 'A worker must offer them all. One a line.' },
    ],
  },
];
