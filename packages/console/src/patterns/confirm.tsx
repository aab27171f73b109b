/**
 * The one dialog before something dangerous: says what will happen, focuses the safe button, and stays open until the act is done, so that
 * a failure is read where it was caused.
 */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { Problem } from './problem.js';
import { rememberOpener } from './return-focus.js';

export interface Question {
  /** Act and object: `Delete application`. */
  readonly title: string;
  /** What will stop working. */
  readonly text: ReactNode;
  /** The button's words: again act and object. */
  readonly act: string;
  readonly dangerous?: boolean;
  /** A name to be typed: for what others depend on. */
  readonly mustType?: string;
  readonly run: () => Promise<unknown>;
  /** Words of the safe button, where "Cancel" could be taken for the act. */
  readonly keep?: string;
  /** Runs when the question is put away without the act. */
  readonly onKeep?: () => void;
}

const Asking = createContext<(question: Question) => void>(() => undefined);

/** Gives a function that opens the dialog. */
export function useConfirm(): (question: Question) => void {
  return useContext(Asking);
}

export function ConfirmProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [question, setQuestion] = useState<Question>();
  const [isOpen, setOpen] = useState(false);
  const giveBack = useRef<() => void>(undefined);
  const ask = useCallback((next: Question) => {
    giveBack.current = rememberOpener();
    setQuestion(next);
    setOpen(true);
  }, []);
  const keep = () => {
    setOpen(false);
    question?.onKeep?.();
  };
  return (
    <Asking value={ask}>
      {children}
      {question === undefined ? null : (
        <Modal
          opened={isOpen}
          onClose={keep}
          onExitTransitionEnd={() => giveBack.current?.()}
          returnFocus={false}
          title={question.title}
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          <Dialog question={question} onKeep={keep} onDone={() => setOpen(false)} />
        </Modal>
      )}
    </Asking>
  );
}

interface DialogProps {
  readonly question: Question;
  readonly onKeep: () => void;
  readonly onDone: () => void;
}

function Dialog({ question, onKeep, onDone }: DialogProps): ReactNode {
  const [typed, setTyped] = useState('');
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>();
  const { mustType, dangerous = false, keep = 'Cancel' } = question;
  const run = async () => {
    setRunning(true);
    setError(undefined);
    try {
      await question.run();
      onDone();
    } catch (caught) {
      setError(caught);
    } finally {
      setRunning(false);
    }
  };
  return (
    <Stack gap="md">
      <div>{question.text}</div>
      {mustType === undefined ? null : (
        <TextInput
          label={`Type ${mustType} to go on`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
      {error === undefined ? null : <Problem error={error} what={question.act.toLowerCase()} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onKeep} {...(dangerous ? { 'data-autofocus': true } : {})}>
          {keep}
        </Button>
        <Button
          color={dangerous ? 'red.9' : 'ink'}
          loading={isRunning}
          disabled={mustType !== undefined && typed.trim() !== mustType}
          onClick={() => void run()}
          {...(dangerous ? {} : { 'data-autofocus': true })}
        >
          {question.act}
        </Button>
      </Group>
    </Stack>
  );
}
