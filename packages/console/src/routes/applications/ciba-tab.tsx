import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import { type App, isCibaApp } from './app.js';
import { appFieldNames, CibaFields, type CibaValues, useAuthenticatorChoices } from './app-fields.js';
import { changeApp } from './replace-app.js';

const numberChallengeNames = { off: 'Off', choose: 'Choose one of three numbers', type: 'Type the number' } as const;

export function CibaTab({ app }: { readonly app: App }): ReactNode {
  const queries = useQueryClient();
  const { choices } = useAuthenticatorChoices();
  if (!isCibaApp(app)) {
    return (
      <Card title="CIBA is off for this app">
        <Text size="sm">Select Client-initiated backchannel authentication flow (CIBA) as a grant type in the General tab.</Text>
      </Card>
    );
  }
  const { oauthClient: client } = app.settings;
  const values: CibaValues = {
    authenticatorId: client.backchannel_custom_authenticator_id ?? '',
    numberChallenge: client.backchannel_number_challenge ?? 'off',
    signingAlg: client.backchannel_authentication_request_signing_alg ?? '',
    strictMessages: client.backchannel_binding_message_policy === 'strict',
    holdPolls: client.backchannel_hold_polls ?? false,
    newDeviceHours: client.backchannel_new_device_hours ?? '',
  };
  const authenticator = choices?.find(({ value }) => value === values.authenticatorId)?.label ?? values.authenticatorId;
  return (
    <EditCard
      title="CIBA settings"
      description="How people are asked when this app sends a backchannel authentication request."
      what="save the CIBA settings"
      access="okta.apps.manage"
      values={values}
      fields={appFieldNames}
      view={
        <Facts
          facts={[
            { label: 'Preferred authenticator for CIBA', value: authenticator === '' ? 'None: requests are refused' : authenticator },
            { label: 'Token delivery mode', value: 'Poll' },
            { label: 'Number challenge', value: numberChallengeNames[values.numberChallenge] },
            { label: 'Signed requests', value: values.signingAlg === '' ? 'Not used' : values.signingAlg },
            { label: 'Binding messages', value: values.strictMessages ? 'Strict alphabet' : 'Standard alphabet' },
            { label: 'Hold polls', value: values.holdPolls ? 'On' : 'Off' },
            { label: 'New devices', value: newDevices(client.backchannel_new_device_hours) },
          ]}
        />
      }
      edit={(form) => <CibaFields form={form} all />}
      save={async ({ authenticatorId, numberChallenge, signingAlg, strictMessages, holdPolls, newDeviceHours }) => {
        await changeApp(app.id, {
          client: {
            backchannel_custom_authenticator_id: authenticatorId === '' ? null : authenticatorId,
            backchannel_number_challenge: numberChallenge,
            backchannel_authentication_request_signing_alg: signingAlgs.find((alg) => alg === signingAlg) ?? null,
            backchannel_binding_message_policy: strictMessages ? 'strict' : 'standard',
            backchannel_hold_polls: holdPolls,
            backchannel_new_device_hours: newDeviceHours === '' ? null : newDeviceHours,
          },
        });
        await readAnew(queries);
      }}
    />
  );
}

function newDevices(hours = 0): string {
  return hours === 0 ? 'Asked right after enrolling' : `Asked ${hours} ${hours === 1 ? 'hour' : 'hours'} after enrolling`;
}

const signingAlgs = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const;
