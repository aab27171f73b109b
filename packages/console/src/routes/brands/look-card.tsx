/** Name and colours of a brand, with the phone they make while they are edited. A pair that cannot be read is refused here already. */
import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { ColourField } from '../../patterns/colour-field.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { type Brand, isColour, judgePair, textFor, type Theme } from './brand.js';
import { PhonePreview } from './phone-preview.js';

interface LookValues {
  name: string;
  primary: string;
  /** `auto`, or the colour of text upon the primary one. */
  primaryText: string;
  secondary: string;
}

const textChoices = [
  { value: 'auto', label: 'White or black, whichever can be read' },
  { value: '#ffffff', label: 'White' },
  { value: '#000000', label: 'Black' },
];

const textOf = ({ primary, primaryText }: Pick<LookValues, 'primary' | 'primaryText'>) =>
  primaryText === 'auto' ? textFor(primary) : primaryText;

export function LookCard({ brand, theme }: { readonly brand: Brand; readonly theme: Theme }): ReactNode {
  const queries = useQueryClient();
  const isOwnText = textFor(theme.primaryColorHex) !== theme.primaryColorContrastHex;
  return (
    <EditCard<LookValues>
      title="Name and colours"
      description="They take effect at once: the next question is drawn with them."
      what="save the brand"
      access="okta.brands.manage"
      values={{
        name: brand.name,
        primary: theme.primaryColorHex,
        primaryText: isOwnText ? theme.primaryColorContrastHex : 'auto',
        secondary: theme.secondaryColorHex,
      }}
      fields={{ name: 'name', primaryColorHex: 'primary', primaryColorContrastHex: 'primaryText', secondaryColorHex: 'secondary' }}
      validate={validate}
      view={
        <Stack gap="lg">
          <Facts
            facts={[
              { label: 'Brand name', value: brand.name },
              { label: 'Primary colour', value: <Swatch colour={theme.primaryColorHex} /> },
              { label: 'Text upon it', value: <Swatch colour={theme.primaryColorContrastHex} /> },
              { label: 'Secondary colour', value: <Swatch colour={theme.secondaryColorHex} /> },
            ]}
          />
          <PhonePreview name={brand.name} colour={theme.primaryColorHex} text={theme.primaryColorContrastHex} />
        </Stack>
      }
      edit={(form) => <LookFields form={form} theme={theme} />}
      save={async ({ name, primary, primaryText, secondary }) => {
        if (name !== brand.name) await api.PUT('/api/v1/brands/{brandId}', { params: { path: { brandId: brand.id } }, body: { name } });
        await api.PUT('/api/v1/brands/{brandId}/themes/{themeId}', {
          params: { path: { brandId: brand.id, themeId: theme.id } },
          body: {
            primaryColorHex: primary,
            ...(primaryText === 'auto' ? {} : { primaryColorContrastHex: primaryText }),
            secondaryColorHex: secondary,
          },
        });
        await readAnew(queries);
      }}
    />
  );
}

function validate(values: LookValues): Record<string, string> {
  const { name, primary, secondary } = values;
  const judged = judgePair({ colour: primary, text: textOf(values) });
  return {
    ...(name.trim() === '' ? { name: 'Give the brand a name' } : {}),
    ...(isColour(primary) ? {} : { primary: 'Give a colour such as #14477d' }),
    ...(judged.kind === 'unreadable'
      ? {
          primary: `Text upon it cannot be read (${judged.contrast.toFixed(1)}:1, 4.5:1 is needed). The nearest colour that will do: ${judged.nearest}`,
        }
      : {}),
    ...(isColour(secondary) ? {} : { secondary: 'Give a colour such as #e3edf7' }),
  };
}

function LookFields({ form, theme }: { readonly form: UseFormReturnType<LookValues>; readonly theme: Theme }): ReactNode {
  const { name, primary, primaryText } = form.values;
  const text = textOf({ primary, primaryText });
  const judged = judgePair({ colour: primary, text });
  const isOther = textChoices.every(({ value }) => value !== theme.primaryColorContrastHex);
  const choices = isOther ? [...textChoices, { value: theme.primaryColorContrastHex, label: theme.primaryColorContrastHex }] : textChoices;
  return (
    <>
      <TextInput label="Brand name" maxLength={50} {...form.getInputProps('name')} />
      <ColourField
        label="Primary colour"
        description="Marks, time left and links."
        path="primary"
        value={primary}
        onChange={(value) => form.setFieldValue('primary', value)}
        error={form.errors['primary']}
      />
      <Select label="Text upon it" data={choices} allowDeselect={false} {...form.getInputProps('primaryText')} />
      <Group gap="sm" role="status">
        {judged.kind === 'incomplete' ? null : (
          <>
            <StatusBadge
              tone={judged.kind === 'readable' ? 'good' : 'bad'}
              label={`Contrast ${judged.contrast.toFixed(1)}:1, ${judged.kind === 'readable' ? 'can be read' : 'cannot be read'}`}
            />
            {judged.kind === 'unreadable' ? (
              <Button size="compact-sm" variant="default" onClick={() => form.setFieldValue('primary', judged.nearest)}>
                Use {judged.nearest}
              </Button>
            ) : null}
          </>
        )}
      </Group>
      <ColourField
        label="Secondary colour"
        description="Quiet grounds of sign-in pages."
        path="secondary"
        value={form.values.secondary}
        onChange={(value) => form.setFieldValue('secondary', value)}
        error={form.errors['secondary']}
      />
      <div>
        <Text size="sm" fw={600} mb={6}>
          Preview
        </Text>
        <PhonePreview name={name} colour={primary} text={text} />
        <Text size="xs" c="dimmed" mt={6}>
          Where the colour itself could not be read upon a light or a dark ground, the app uses its nearest shade that can.
        </Text>
      </div>
    </>
  );
}

function Swatch({ colour }: { readonly colour: string }): ReactNode {
  return (
    <Group gap={8} wrap="nowrap">
      <span
        aria-hidden
        style={{ width: 20, height: 20, borderRadius: 6, background: colour, border: '1px solid var(--console-control)' }}
      />
      <code>{colour}</code>
    </Group>
  );
}
