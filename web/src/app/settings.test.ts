import { expect, test } from 'vitest';
import { DEFAULTS } from '@/features/project/defaults';
import { SPECS } from '@/features/project/groups';
import document from '../../../docs/api/openapi.json';

interface Shape {
  default?: unknown;
  anyOf?: { enum?: string[] }[];
}

interface Described {
  components: { schemas: Record<'Settings' | 'ProjectSettings', { properties: Record<string, Shape> }> };
}

const { Settings, ProjectSettings } = (document as Described).components.schemas;

test("the page's defaults are the server's", () => {
  expect(DEFAULTS).toEqual(Object.fromEntries(Object.entries(Settings.properties).map(([name, shape]) => [name, shape.default ?? {}])));
});

test('every setting of a project is shown once, with the choices that the server takes', () => {
  expect(SPECS.map((spec) => spec.name).toSorted()).toEqual(Object.keys(ProjectSettings.properties).toSorted());
  for (const [name, { anyOf = [] }] of Object.entries(ProjectSettings.properties)) {
    const choices = anyOf.flatMap((one) => one.enum ?? []);
    const spec = SPECS.find((one) => one.name === name);
    expect([name, spec?.kind === 'choice' ? spec.choices.map((one) => one.value).toSorted() : []]).toEqual([name, choices.toSorted()]);
  }
});
