import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realms } from '../../testing/realms.js';
import type { ServerEvent } from './event-stream.js';

describe.each(realms)('reading an event stream $name', ({ modules: { eventStream } }) => {
  const readAll = (chunks: readonly string[]): ServerEvent[] => {
    let state = eventStream.emptyEventStream;
    return chunks.flatMap((chunk) => {
      const read = eventStream.readEventStream(state, chunk);
      state = read.state;
      return Array.from(read.events, ({ type, data }) => ({ type, data }));
    });
  };

  it.each([
    { what: 'an event with its type', text: 'event: challenge\ndata: {"a":1}\n\n', events: [{ type: 'challenge', data: '{"a":1}' }] },
    { what: 'an event without a type', text: 'data: x\n\n', events: [{ type: 'message', data: 'x' }] },
    { what: 'data over several lines', text: 'data: a\ndata:b\ndata\n\n', events: [{ type: 'message', data: 'a\nb\n' }] },
    { what: 'one leading blank only', text: 'data:  x\n\n', events: [{ type: 'message', data: ' x' }] },
    {
      what: 'comments and unknown fields',
      text: ': beat\nid: 7\nretry: 5\nnonsense\ndata: x\n\n',
      events: [{ type: 'message', data: 'x' }],
    },
    { what: 'lines that end in CR or CR LF', text: 'event: a\rdata: x\r\n\r\n', events: [{ type: 'a', data: 'x' }] },
    { what: 'nothing of an event without data', text: 'event: a\n\ndata: x\n\n', events: [{ type: 'message', data: 'x' }] },
    { what: 'nothing of an event that is not complete', text: 'data: x\n', events: [] },
  ])('reads $what', ({ text, events }) => {
    expect(readAll([text])).toEqual(events);
  });

  const lineBreak = fc.constantFrom('\n', '\r', '\r\n');
  const line = fc.stringMatching(/^(event|data|id|:)?:? ?[a-z:{} ]{0,6}$/);
  const stream = fc.array(fc.tuple(line, lineBreak)).map((lines) => lines.map((pair) => pair.join('')).join(''));

  it('reads the same events however the stream is cut into chunks', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200)), (text, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
        expect(readAll(chunks)).toEqual(readAll([text]));
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('reads back every event that is written as the server writes it', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.jsonValue())), (sent) => {
        const text = sent.map(([type, value]) => `event: ${type}\ndata: ${JSON.stringify(value)}\n\n: beat\n\n`).join('');
        expect(readAll([text])).toEqual(sent.map(([type, value]) => ({ type, data: JSON.stringify(value) })));
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
