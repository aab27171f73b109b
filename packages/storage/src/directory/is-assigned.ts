/**
 * SQL: whether a user may use app `a`: by an assignment of their own, by a group, or because everyone may. `user` is the user's id as the
 * statement has it, a column or a parameter.
 */
export function isAssigned(user: string): string {
  return `(coalesce((a.document->'settings'->>'implicitAssignment')::boolean, false)
    or exists (select from app_user x where x.app_id = a.id and x.user_id = ${user})
    or exists (select from app_group x join directory_group y on y.id = x.group_id where x.app_id = a.id
      and (y.kind = 'BUILT_IN' or exists (select from group_member z where z.group_id = y.id and z.user_id = ${user}))))`;
}
