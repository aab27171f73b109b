/** After the sign-in: what this device will do, why it may notify, then the key is made. */
import { isDeviceError, isPasskeyAvailable, type AuthenticatorPolicy } from '@countersign/devices-sdk/browser';
import { useEffect, useState } from 'preact/hooks';
import { askForNotifications, notificationState, pushTokenFor } from '../notifications/notifications.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import type { AuthenticatorApp } from '../state/authenticator-app.js';
import { useApp, useAppState, useTexts } from '../ui/app-context.js';
import { BrandMark } from '../ui/brand-mark.js';
import { Button } from '../ui/button.js';
import { Frame } from '../ui/frame.js';
import { Icon } from '../ui/icon.js';
import { Notice } from '../ui/notice.js';
import { Toggle } from '../ui/toggle.js';
import { failureReason } from './failure-reason.js';
import { NotifyStep } from './notify-step.js';

type Step = 'choose' | 'notify' | 'working' | 'done';

interface Choices {
  readonly ciba: boolean;
  readonly verification: boolean;
}

export function SetUp() {
  const { signedIn } = useAppState();
  const { navigate } = useApp();
  useEffect(() => {
    // a reload loses the tokens: sign in again
    if (signedIn === undefined) navigate('/', { replace: true });
  }, []);
  return signedIn === undefined ? null : <SetUpFor signedIn={signedIn} />;
}

function SetUpFor({ signedIn }: { readonly signedIn: SignedIn }) {
  const t = useTexts('screens');
  const app = useApp();
  const { brand } = signedIn.entry;
  const user = signedIn.username ?? signedIn.userId;
  const [step, setStep] = useState<Step>('choose');
  const [choices, setChoices] = useState<Choices>({ ciba: true, verification: false });
  const [failure, setFailure] = useState<string>();
  const { policy, passkeys } = usePolicy(app, signedIn, setFailure);
  const required = policy?.userVerification === 'REQUIRED';
  const leave = () => {
    app.useSignIn(undefined);
    app.navigate('/', { replace: true });
  };

  const enroll = async (): Promise<void> => {
    setStep('working');
    setFailure(undefined);
    try {
      await enrollHere(app, signedIn, { ...choices, verification: required || choices.verification, webPushKey: policy?.webPushKey });
      setStep('done');
    } catch (error) {
      const cancelled = isDeviceError(error) && error.code === 'user_verification_cancelled';
      setFailure(cancelled ? t('setUp.cancelled') : t('setUp.failed', { reason: failureReason(t, error) }));
      setStep('choose');
    }
  };
  const proceed = () => {
    const wouldAsk = policy?.webPushKey !== undefined && ['ask', 'denied', 'install-first'].includes(notificationState());
    if (wouldAsk) setStep('notify');
    else void enroll();
  };

  switch (step) {
    case 'notify':
      return <NotifyStep onAllow={() => void askForNotifications().then(enroll)} onSkip={() => void enroll()} />;
    case 'working':
      return (
        <Frame title={t('setUp.working')} alone>
          <span class="spinner spinner-large" aria-hidden="true" />
        </Frame>
      );
    case 'done':
      return <Done brand={brand} user={user} onContinue={leave} />;
    case 'choose':
      return (
        <Frame title={t('setUp.title')} alone ownHeading>
          <header class="question-head">
            <BrandMark name={brand} large />
            <h1>{t('setUp.title')}</h1>
            <p class="lead">{t('setUp.text', { brand })}</p>
            {signedIn.linkOf === undefined ? (
              <p class="hint">{t('setUp.as', { user })}</p>
            ) : (
              <>
                <p class="invited">{t('setUp.for', { user, org: signedIn.linkOf })}</p>
                <p class="hint">{t('setUp.notYours')}</p>
              </>
            )}
          </header>
          <div class="panel">
            <Toggle
              label={t('setUp.ciba')}
              hint={t('setUp.cibaHint')}
              checked={choices.ciba}
              onChange={(ciba) => setChoices({ ...choices, ciba })}
            />
            {(required || passkeys) && (
              <Toggle
                label={t('setUp.verification')}
                hint={required ? t('setUp.verificationRequired', { brand }) : t('setUp.verificationHint')}
                checked={required || choices.verification}
                disabled={required}
                onChange={(verification) => setChoices({ ...choices, verification })}
              />
            )}
          </div>
          {required && passkeys === false && (
            <Notice kind="danger">
              <p>{t('setUp.verificationMissing', { brand })}</p>
            </Notice>
          )}
          {failure !== undefined && (
            <Notice kind="danger">
              <p>{failure}</p>
            </Notice>
          )}
          <p class="hint">{t('setUp.keep')}</p>
          <div class="acts">
            <Button wide busy={policy === undefined && failure === undefined} disabled={required && passkeys === false} onPress={proceed}>
              {t('setUp.do')}
            </Button>
            <Button wide kind="quiet" onPress={leave}>
              {t('setUp.notNow')}
            </Button>
          </div>
        </Frame>
      );
  }
}

function Done({ brand, user, onContinue }: { readonly brand: string; readonly user: string; readonly onContinue: () => void }) {
  const t = useTexts('screens');
  return (
    <Frame title={t('setUp.done', { brand })} alone ownHeading>
      <section class="result result-approved" role="status">
        <span class="result-sign">
          <Icon name="check" />
        </span>
        <h1>{t('setUp.done', { brand })}</h1>
        <p class="lead">{t('setUp.doneText', { user })}</p>
        {notificationState() !== 'allowed' && <p class="hint">{t('notify.without')}</p>}
      </section>
      <div class="acts">
        <Button wide onPress={onContinue}>
          {t('setUp.continue')}
        </Button>
      </div>
    </Frame>
  );
}

/** What the org wants, and whether this browser can do it; both are needed before a choice makes sense. */
function usePolicy(app: AuthenticatorApp, signedIn: SignedIn, onFailure: (text: string) => void) {
  const t = useTexts('screens');
  const [policy, setPolicy] = useState<AuthenticatorPolicy>();
  const [passkeys, setPasskeys] = useState<boolean>();
  useEffect(() => {
    const read = async () => {
      const { entry, userId, username } = signedIn;
      const named = username === undefined ? {} : { username };
      const account = await app.accounts.add({ orgUrl: entry.orgUrl, clientId: entry.clientId, userId, ...named });
      setPasskeys(await isPasskeyAvailable());
      setPolicy(await (await app.accounts.open(account)).downloadPolicy());
    };
    read().catch((error: unknown) => onFailure(t('setUp.failed', { reason: failureReason(t, error) })));
  }, []);
  return { policy, passkeys };
}

interface Enrolling extends Choices {
  readonly webPushKey: string | undefined;
}

async function enrollHere(app: AuthenticatorApp, signedIn: SignedIn, { ciba, verification, webPushKey }: Enrolling): Promise<void> {
  const { entry, userId, username, accessToken } = signedIn;
  const named = username === undefined ? {} : { username };
  const account = await app.accounts.add({ orgUrl: entry.orgUrl, clientId: entry.clientId, userId, ...named });
  const authenticator = await app.accounts.open(account);
  const refused = app.state.get().accounts.some((one) => one.refused && one.account.key === account.key);
  for (const old of await authenticator.allEnrollments()) if (refused || old.state !== 'active') await old.deleteFromDevice();
  await authenticator.enroll({
    accessToken,
    pushToken: await pushTokenFor(webPushKey),
    enableCiba: ciba,
    enableUserVerification: verification,
    ...(username === undefined ? {} : { userName: username }),
  });
  await app.reloadAccounts();
}
