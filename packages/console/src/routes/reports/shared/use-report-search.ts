import { useNavigate, useSearch } from '@tanstack/react-router';
import { dropEmpty, type PageSearch } from '../../../patterns/search-state.js';

/** The state of a report in its URL, and a change of it. */
export function useReportSearch(): readonly [search: PageSearch, change: (change: PageSearch) => void] {
  const search: PageSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  return [search, (change) => void navigate({ to: '.', search: dropEmpty({ ...search, ...change }), replace: true, resetScroll: false })];
}
