import { mount } from 'svelte';
import App from './App.svelte';
import { createApi } from './api/create-api.js';
import { AppState } from './state/app-state.svelte.js';
import './app.css';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no element #app to mount the page in');

const app = new AppState(createApi(new URL('api/v1', document.baseURI).href));
mount(App, { target, props: { app } });
void app.start(location.hash);
