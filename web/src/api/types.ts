import type { components } from './schema';

type Schemas = components['schemas'];

export type Task = Schemas['Task'];
export type Run = Schemas['Run'];
export type Fact = Schemas['Event'];
export type Entry = Schemas['Entry'];
export type Message = Schemas['Message'];
export type Project = Schemas['ProjectShown'];
export type Session = Schemas['Session'];
export type Workspace = Schemas['Workspace'];
export type Review = Schemas['Review'];
export type Priority = Schemas['Priority'];
export type TaskStatus = Schemas['TaskStatus'];
export type RunStatus = Schemas['RunStatus'];
export type WorkerStatus = Schemas['WorkerStatus'];
export type Me = Schemas['Me'];
export type Board = Schemas['Board'];
export type Card = Schemas['BoardCard'];
export type Ask = Schemas['BoardAsk'];
export type Inbox = Schemas['Inbox'];
export type InboxItem = Schemas['InboxItem'];
export type Fleet = Schemas['Fleet'];
export type FleetWorker = Schemas['FleetWorker'];
export type FleetRun = Schemas['FleetRun'];
export type Insights = Schemas['Insights'];
export type StartStep = Schemas['Step'];
export type SearchHit = Schemas['Hit'];
