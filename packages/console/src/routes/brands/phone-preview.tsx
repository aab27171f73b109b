/** Notification and approval screen as a brand draws them, in both themes of a phone. A picture: nothing in it can be pressed. */
import { type ScreenColours, screenColours } from '@countersign/contracts/colour';
import type { CSSProperties, ReactNode } from 'react';
import { isColour } from './brand.js';
import classes from './phone-preview.module.css';

interface PhonePreviewProps {
  readonly name: string;
  readonly colour: string;
  readonly text: string;
}

const fallback = { colour: '#14477d', text: '#ffffff' };

export function PhonePreview({ name, colour, text }: PhonePreviewProps): ReactNode {
  // while a colour is half typed the last word is with the default
  const isWhole = isColour(colour) && isColour(text);
  const pair = isWhole ? { colour: colour.toLowerCase(), text: text.toLowerCase() } : fallback;
  const colours = screenColours({ primaryColorHex: pair.colour, primaryColorContrastHex: pair.text });
  const shown = name.trim() === '' ? 'Your brand' : name.trim();
  return (
    <div
      role="img"
      aria-label={`Preview: how the authenticator of ${shown} notifies and asks, on a light and on a dark phone`}
      className={classes['phones']}
    >
      <Phone name={shown} theme="light" colours={colours} />
      <Phone name={shown} theme="dark" colours={colours} />
    </div>
  );
}

interface PhoneProps {
  readonly name: string;
  readonly theme: 'light' | 'dark';
  readonly colours: ScreenColours;
}

function Phone({ name, theme, colours }: PhoneProps): ReactNode {
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--brand': theme === 'light' ? colours.primary : colours.primaryDark,
    '--on-brand': theme === 'light' ? colours.onPrimary : colours.onPrimaryDark,
  };
  const mark = <span className={classes['mark']}>{[...name][0]?.toUpperCase()}</span>;
  return (
    <div className={classes['phone']} data-theme={theme} style={style} aria-hidden>
      <div className={classes['notification']}>
        {mark}
        <span>
          <b>{name}</b>
          <br />
          Somebody asks for your approval.
        </span>
      </div>
      <div className={classes['brand']}>
        {mark}
        <b>{name}</b>
      </div>
      <p className={classes['title']}>Approve this request?</p>
      <p className={classes['message']}>Pay 250.00 EUR to ACME</p>
      <p className={classes['note']}>Asked by Online Banking</p>
      <div className={classes['bar']}>
        <span />
      </div>
      <div className={classes['answers']}>
        <span className={classes['no']}>No, it’s not me</span>
        <span className={classes['yes']}>Yes, it’s me</span>
      </div>
    </div>
  );
}
