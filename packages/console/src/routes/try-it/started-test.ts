import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../../api/client.js';

export type StartedTest = MethodResponse<typeof apiQuery, 'post', '/api/v1/transactions/test'>;
