import { connect } from 'node:net';

/**
 * One keep-alive HTTP/1.1 connection, one request at a time. Much cheaper than a full client, so that the generator leaves the
 * cores to the servers. Understands answers with Content-Length only.
 */
export class Connection {
  #socket;
  #received = '';
  /** @type {{ resolve: (answer: { status: number, body: string }) => void, reject: (error: Error) => void } | undefined} */
  #waiting;

  /** @param {number} port */
  constructor(port) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (/** @type {string} */ text) => this.#take(text));
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error('connection closed')));
  }

  /**
   * @param {string} text A whole request, in Latin-1.
   * @returns {Promise<{ status: number, body: string }>}
   */
  send(text) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(text, 'latin1');
    });
  }

  close() {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  /** @param {string} text */
  #take(text) {
    this.#received += text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received.slice(0, headEnd))?.[1] ?? 0);
    if (this.#received.length < headEnd + 4 + length) return;
    const status = Number(this.#received.slice(9, 12));
    const body = this.#received.slice(headEnd + 4, headEnd + 4 + length);
    this.#received = this.#received.slice(headEnd + 4 + length);
    this.#waiting?.resolve({ status, body });
  }
}

/**
 * @param {string} path
 * @param {Readonly<Record<string, string>>} headers
 * @param {string} body
 */
export function post(path, headers, body) {
  const lines = Object.entries({ host: 'localhost', ...headers, 'content-length': String(Buffer.byteLength(body)) });
  return `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`;
}

/**
 * @param {string} path
 * @param {Readonly<Record<string, string>>} headers
 */
export function get(path, headers) {
  const lines = Object.entries({ host: 'localhost', ...headers });
  return `GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`;
}
