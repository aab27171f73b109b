/** Pages that arrive when they are opened, also when the server is away at that moment. */
import { lazyRouteComponent } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { readConnection, reportConnection, watchConnection } from '../api/connection.js';

type Component = (props: object) => ReactNode;

/** `name` is the page's export in its module. */
export function lazyPage<Name extends string>(load: () => Promise<Readonly<Record<Name, Component>>>, name: Name) {
  return lazyRouteComponent(() => patiently(load), name);
}

/**
 * A module that did not come may only be late: it is asked for again once the server answers. What then still does not come belongs to a
 * version that is no longer there; the router loads the whole page anew.
 */
async function patiently<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch {
    reportConnection('lost');
    await serverAnswers();
    return load();
  }
}

function serverAnswers(): Promise<void> {
  return new Promise((resolve) => {
    const stop = watchConnection(() => {
      if (readConnection() === 'lost') return;
      stop();
      resolve();
    });
  });
}
