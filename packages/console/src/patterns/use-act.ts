/** One act outside a form: what it failed with stands where it was set off, and it is not set off twice. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readAnew } from '../api/read-anew.js';

export interface RunningAct {
  readonly run: (act: () => Promise<unknown>) => Promise<void>;
  readonly isRunning: boolean;
  readonly error: unknown;
}

/** Everything is read anew after an act, also after one that failed half-way. */
export function useAct(): RunningAct {
  const queries = useQueryClient();
  const [state, setState] = useState<{ readonly isRunning: boolean; readonly error?: unknown }>({ isRunning: false });
  const run = async (act: () => Promise<unknown>) => {
    setState({ isRunning: true });
    try {
      await act();
      await readAnew(queries);
      setState({ isRunning: false });
    } catch (error) {
      await readAnew(queries);
      setState({ isRunning: false, error });
    }
  };
  return { run, isRunning: state.isRunning, error: state.error };
}
