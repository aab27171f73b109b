/** The pattern of every form: values, the save, faults of the server at their fields, what was typed kept over a sign-in. */
import { useForm, type FormErrors, type UseFormReturnType } from '@mantine/form';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { isSignedOut, onSignedOut } from '../api/signed-out.js';
import { type Question, useConfirm } from './confirm.js';
import { type FieldNames, placeFaults } from './form-faults.js';
import { draftKey, forgetDraft, keepDraft, readDraft } from './kept-draft.js';

interface ApiFormFacts<Values extends object> {
  /** Unique on its page. */
  readonly name: string;
  readonly initial: Values;
  readonly validate?: (values: Values) => FormErrors;
  /** Where the members of the API's body stand in the form. */
  readonly fields?: FieldNames;
  readonly save: (values: Values) => Promise<unknown>;
  /** What was typed here before, when the form comes back within its page. */
  readonly typed?: Values | undefined;
}

export interface ApiForm<Values extends object> {
  readonly form: UseFormReturnType<Values>;
  /** For the `form` element. */
  readonly submit: (event?: React.FormEvent<HTMLFormElement>) => void;
  readonly isSaving: boolean;
  readonly isDirty: boolean;
  /** What the last save failed with. */
  readonly failure: unknown;
  /** Faults that belong to no field. */
  readonly general: readonly string[];
  /** True when the values come from before a sign-in. */
  readonly isRestored: boolean;
  readonly reset: () => void;
  /** Asks before what was typed is given up; without anything typed, does so at once. */
  readonly leave: (leave: () => void) => void;
}

export function useApiForm<Values extends object>({
  name,
  initial,
  validate,
  fields = {},
  save,
  typed,
}: ApiFormFacts<Values>): ApiForm<Values> {
  const [key] = useState(() => draftKey(name));
  const [draft] = useState(() => readDraft(key, initial));
  const form = useForm<Values>({
    mode: 'controlled',
    initialValues: initial,
    ...(validate === undefined ? {} : { validate }),
    onSubmitPreventDefault: 'always',
  });
  const [state, setState] = useState<{ readonly isSaving: boolean; readonly failure?: unknown; readonly general: readonly string[] }>({
    isSaving: false,
    general: [],
  });
  const isSaved = useRef(false);
  const isDirty = form.isDirty();
  const restored = useRef(false);
  useEffect(() => {
    const values = draft ?? typed;
    if (values === undefined || restored.current) return;
    restored.current = true;
    form.setValues(values);
    forgetDraft(key);
  }, [draft, typed, form, key]);
  const latest = useRef({ isDirty, values: form.values });
  latest.current = { isDirty, values: form.values };
  useEffect(
    () =>
      onSignedOut(() => {
        if (latest.current.isDirty) keepDraft(key, latest.current.values);
      }),
    [key],
  );
  const confirm = useConfirm();
  useUnsavedGuard(() => latest.current.isDirty && !isSaved.current, confirm);

  const run = async (values: Values) => {
    setState({ isSaving: true, general: [] });
    isSaved.current = true;
    try {
      await save(values);
      form.resetDirty(values);
      setState({ isSaving: false, general: [] });
    } catch (failure) {
      const placed = placeFaults(failure, fields);
      form.setErrors(placed.fields);
      setState({ isSaving: false, failure, general: placed.general });
      focusFirst(form, Object.keys(placed.fields));
    } finally {
      isSaved.current = false;
    }
  };
  return {
    form,
    submit: form.onSubmit(
      (values) => void run(values),
      (errors) => focusFirst(form, Object.keys(errors)),
    ),
    ...state,
    failure: state.failure,
    isDirty,
    isRestored: draft !== undefined,
    reset: () => {
      form.reset();
      setState({ isSaving: false, general: [] });
    },
    leave: (leave) => (isDirty ? confirm({ ...discarding, act: 'Discard changes', run: async () => leave() }) : leave()),
  };
}

function focusFirst<Values extends object>(form: UseFormReturnType<Values>, names: readonly string[]): void {
  requestAnimationFrame(() => {
    const nodes = names
      .map((name) => document.querySelector<HTMLElement>(`[data-path="${CSS.escape(name)}"]`))
      .filter((node) => node !== null);
    const [first] = nodes.toSorted((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    (first ?? document.querySelector<HTMLElement>('[data-form-summary]'))?.focus();
  });
}

const discarding = {
  title: 'Your changes are not saved',
  text: 'What you have changed here is lost if you go on.',
  keep: 'Keep editing',
  dangerous: true,
} as const;

/** Asks before a page with unsaved changes is left. */
function useUnsavedGuard(isUnsaved: () => boolean, confirm: (question: Question) => void): void {
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isUnsaved() &&
      current.pathname !== next.pathname &&
      new Promise<boolean>((resolve) => {
        confirm({ ...discarding, act: 'Leave the page', run: async () => resolve(false), onKeep: () => resolve(true) });
      }),
    enableBeforeUnload: () => isUnsaved() && !isSignedOut(),
  });
}
