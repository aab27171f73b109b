/** CIBA Core 11; `cancelled`, `failed` and `redeemed` are ours. Each arrow is one conditional statement of the store. */
export type BackchannelRequestState = 'pending' | 'approved' | 'denied' | 'cancelled' | 'failed' | 'expired' | 'redeemed';

const transitions: Readonly<Record<BackchannelRequestState, readonly BackchannelRequestState[]>> = {
  pending: ['approved', 'denied', 'cancelled', 'failed', 'expired'],
  approved: ['redeemed', 'failed', 'expired'],
  denied: [],
  cancelled: [],
  failed: [],
  expired: [],
  redeemed: [],
};

export function mayMove(from: BackchannelRequestState, to: BackchannelRequestState): boolean {
  return transitions[from].includes(to);
}
