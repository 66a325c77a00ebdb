import { expect, test } from 'vitest';
import { SPECS } from './groups';
import { edited, type Layers, merged, shown, sourceOf } from './layers';
import { lineOf, ruleOf } from './rules-input';
import { inWords } from './setting-row';
import { span } from './span';

const layers: Layers = { own: { agent: 'claude', run_timeout: 600 }, inherited: { run_timeout: 60, silence_timeout: 30 } };

test('a value comes from the strongest layer that says it', () => {
  expect([shown('run_timeout', layers, {}), sourceOf('run_timeout', layers, {})]).toEqual([600, 'own']);
  expect([shown('silence_timeout', layers, {}), sourceOf('silence_timeout', layers, {})]).toEqual([30, 'inherited']);
  expect([shown('start_timeout', layers, {}), sourceOf('start_timeout', layers, {})]).toEqual([60, 'default']);
});

test('what is typed lies on top; null gives it back to what lies below', () => {
  expect([shown('run_timeout', layers, { run_timeout: 5 }), sourceOf('run_timeout', layers, { run_timeout: 5 })]).toEqual([5, 'own']);
  expect([shown('run_timeout', layers, { run_timeout: null }), sourceOf('run_timeout', layers, { run_timeout: null })]).toEqual([60, 'inherited']);
  expect([shown('agent', layers, { agent: null }), sourceOf('agent', layers, { agent: null })]).toEqual(['scripted', 'default']);
});

test('what comes back to how it was is no change', () => {
  const changed = edited({}, layers, 'agent', 'goose');
  expect(changed).toEqual({ agent: 'goose' });
  expect(edited(changed, layers, 'agent', 'claude')).toEqual({});
  expect(edited({}, layers, 'start_timeout', 60)).toEqual({});
  expect(edited({ start_timeout: 61 }, layers, 'start_timeout', null)).toEqual({});
  expect(edited({}, layers, 'agent', null)).toEqual({ agent: null });
  expect(edited({}, layers, 'agent_options', {})).toEqual({});
});

test('a layer is written whole: what else is in it stays, blank lines and what is given back go', () => {
  expect(merged({ agent: 'claude', tier: 'none', rules: 'x' }, { agent: null, checks: ['make test', '', ' '] })).toEqual({ tier: 'none', rules: 'x', checks: ['make test'] });
});

test('a rule is read and written as the server has it', () => {
  expect(ruleOf('deny * *.env*')).toEqual({ effect: 'deny', tool: '*', pattern: '*.env*' });
  expect(ruleOf('  allow   Bash   git push origin ')).toEqual({ effect: 'allow', tool: 'Bash', pattern: 'git push origin' });
  expect(lineOf(ruleOf('allow Edit'))).toBe('allow Edit');
});

test('lengths of time are said in the unit that fits', () => {
  expect([1800, 3600, 86_400, 172_800, 90, 0].map(span)).toEqual(['30 min', '1 h', '1 day', '2 days', '90 s', '0 s']);
});

test('what a setting goes back to is said in words', () => {
  const of = (name: string) => SPECS.find((spec) => spec.name === name)!;
  expect([inWords(of('on_success'), 'review'), inWords(of('budget_usd'), 0), inWords(of('budget_usd'), 5), inWords(of('checks'), ['a', 'b']), inWords(of('profile'), ''), inWords(of('checks_must_run_tests'), false)]).toEqual(['waits for a review', 'no limit', '5 USD', 'a, b', 'none', 'no']);
});
