/** Parts of the page whose script comes by itself, once it is there. */
import type { ComponentType } from 'preact';
import type { Route } from './routes';

export const late: { Doing?: ComponentType<{ route: Route }> } = {};
