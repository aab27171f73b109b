/** What the measurements share with the tests: starting the server and playing the device. */
export { enrollDevice, signByDevice } from '../tests/support/device.js';
export { basic, request, sendJson } from '../tests/support/http.js';
export { startProcess } from '../tests/support/start-process.js';
