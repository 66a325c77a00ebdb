import type { Section } from './spec';

export const LIMITS: readonly Section[] = [
  {
    title: 'Runs and tries',
    specs: [
      { kind: 'number', name: 'max_running', label: 'Runs at once', none: 'no limit' },
      { kind: 'number', name: 'max_attempts', label: 'Tries of a task', words: 'After the last one it stands as failed.' },
      { kind: 'seconds', name: 'retry_delay', label: 'Wait before the next try', words: 'Doubles each time.' },
      { kind: 'seconds', name: 'retry_delay_max', label: 'Longest wait before a try' },
    ],
  },
  {
    title: 'Time of a run',
    specs: [
      { kind: 'seconds', name: 'run_timeout', label: 'A run may take', words: 'Waiting for people is not counted.' },
      { kind: 'seconds', name: 'start_timeout', label: 'First word within' },
      { kind: 'seconds', name: 'silence_timeout', label: 'Silence ends it after' },
      { kind: 'seconds', name: 'check_timeout', label: 'A check may take' },
      { kind: 'seconds', name: 'result_grace', label: 'Ended after its result', words: 'When the agent says nothing more and does not stop by itself.' },
      { kind: 'seconds', name: 'kill_grace', label: 'From the request to stop to the end by force' },
    ],
  },
  {
    title: 'Waiting for people',
    specs: [
      { kind: 'seconds', name: 'human_wait', label: 'A run waits for an answer', words: 'Counted from the question.' },
      {
        kind: 'choice',
        name: 'on_no_answer',
        label: 'Then',
        choices: [
          { value: 'park', words: 'its slot is free, and it goes on when the answer comes' },
          { value: 'proceed', words: 'the agent decides itself; permissions are denied' },
          { value: 'fail', words: 'the task fails' },
        ],
      },
      { kind: 'seconds', name: 'ask_park', label: 'An agent that asked is told to stop after' },
    ],
  },
  {
    title: 'Budget of one run',
    words: 'When it is used up, the run is parked and you are asked whether it goes on.',
    specs: [
      { kind: 'number', name: 'budget_usd', label: 'Money', unit: 'USD', step: 0.01, none: 'no limit' },
      { kind: 'number', name: 'budget_tokens', label: 'Tokens', unit: 'tokens', none: 'no limit' },
    ],
  },
  {
    title: 'Budget of the project',
    words: 'What all its runs may use together. When it is used up, no new run starts before the next window.',
    specs: [
      { kind: 'number', name: 'project_budget_usd', label: 'Money of all runs', unit: 'USD', step: 0.01, none: 'no limit' },
      { kind: 'number', name: 'project_budget_tokens', label: 'Tokens of all runs', unit: 'tokens', none: 'no limit' },
      {
        kind: 'choice',
        name: 'budget_window',
        label: 'Window',
        words: 'Days and months are those of UTC.',
        choices: [
          { value: 'day', words: 'a day' },
          { value: 'month', words: 'a month' },
          { value: 'all', words: 'all time' },
        ],
      },
      { kind: 'number', name: 'budget_soft', label: 'Tell at this part of it', step: 0.05, words: '0.8 is four fifths. Nothing stops there.' },
    ],
  },
];
