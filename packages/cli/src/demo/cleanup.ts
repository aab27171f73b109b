/** What must not outlive the demo. Runs in reverse order, once, also when the process is ended from outside. */
export interface Cleanup {
  /** `now` is the synchronous last resort for a process that is about to end. */
  add(task: { readonly run: () => Promise<void>; readonly now: () => void }): void;
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const tasks: { readonly run: () => Promise<void>; readonly now: () => void }[] = [];
  const onExit = () => {
    for (const task of tasks.splice(0).reverse()) task.now();
  };
  process.once('exit', onExit);
  return {
    add: (task) => void tasks.push(task),
    async run() {
      // A task may itself start something that must end.
      for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) await task.run();
      process.off('exit', onExit);
    },
  };
}
