import { render } from 'preact';
import { startSession } from '../parts/api/session.js';
import { takeToken } from '../parts/api/token.js';
import { place, readPlace } from '../parts/ui/location.js';
import { App } from './app.js';

takeToken();
// The address without the token is the place to begin at.
place.value = readPlace();
render(<App />, document.getElementById('studio') as HTMLElement);
void startSession();
