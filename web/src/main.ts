import { mount } from 'svelte';
import App from './App.svelte';
import { createApi } from './api/create-api.js';
import { createServiceProbe } from './api/service-fault.js';
import { AppState } from './state/app-state.svelte.js';
import './app.css';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no element #app to mount the page in');

const baseUrl = new URL('api/v1', document.baseURI).href;
const app = new AppState(
  createApi(baseUrl, {
    onaway: (fault) => app.service.notice(fault),
    onanswer: () => app.service.hear(),
  }),
  createServiceProbe(baseUrl),
);
// The first question is on its way while the page is built.
void app.start(location.hash);
mount(App, { target, props: { app } });

document.addEventListener('visibilitychange', () => app.service.show(!document.hidden));
window.addEventListener('online', () => app.service.show(!document.hidden));
