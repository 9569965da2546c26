/** The answers of `/api/v1`, under the names by which the page speaks of them; their forms are those of docs/openapi.yaml. */
import type * as api from './schema';

/** A span is a range of byte offsets into the UTF-8 of the named field. */
export type Span = api.Highlight;
export type { Area, Artefact, AuditGroup, Card, Checklists, Claim, Clue, Comparison, Curve, Differ, DossierRow, Draft, Drift, Evidence, Experiment, ExperimentRow, Experiments, FairnessAudit, Hit, Interest, Job, KeptFile, Lab, LabReport, LabStatement, Link, Placements, Preset, Proposals,
  HelperAnswer, HelperPassages, HelperState, LabPlot, Progress, RadarItem, Reproduction, Review, Run, RunEvent, RunLog, RunMetrics, RunRecord, Settings, Source, Status, TestedClaim, Trial, TrialReport, Trials, WeekItem, WeekMark, Who, Why } from './schema';
export type Note = api.NoteShown;
export type Work = api.Dossier;
export type SearchAnswer = api.Search;
export type RadarAnswer = api.Radar;
export type WeekAnswer = api.Week;
