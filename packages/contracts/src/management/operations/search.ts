import { searchAllOutput, searchAllQuery } from '../search.js';
import { operations } from './operation.js';

/** `/api/v1/search`. Ours. */
export const searchOperations = operations('Search', {
  searchAll: {
    method: 'GET',
    path: '/api/v1/search',
    summary: 'Search everything by name or id',
    description: 'A few hits of each kind that the caller may read.',
    access: 'okta.orgs.read',
    query: searchAllQuery,
    status: 200,
    answer: searchAllOutput,
  },
});
