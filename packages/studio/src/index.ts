export { type ServedStudio, type ServeStudioOptions, serveStudio } from './server/serve-studio.js';
