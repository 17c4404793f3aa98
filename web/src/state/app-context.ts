import { createContext } from 'svelte';
import type { AppState } from './app-state.svelte.js';

/** The page's state, for every component below the page. */
export const [getApp, setApp] = createContext<AppState>();
