/** The yardstick: node:http, a form parsed by URLSearchParams, a small JSON answer. Prints its port. */
import { createServer } from 'node:http';

const body = JSON.stringify({ error: 'authorization_pending', error_description: 'The person has not answered yet.' });

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (/** @type {string} */ chunk) => (text += chunk));
  request.on('end', () => {
    const form = new URLSearchParams(text);
    const status = form.get('grant_type') === null ? 500 : 400;
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
    });
    response.end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
