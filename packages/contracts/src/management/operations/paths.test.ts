import { describe, expectTypeOf, it } from 'vitest';
import type { ManagementApi, ManagementPaths } from './paths.js';

type Json<Operation extends { responses: object }, Status extends keyof Operation['responses']> = Operation['responses'][Status] extends {
  content: { 'application/json': infer Body };
}
  ? Body
  : never;

/** Checked by the compiler; there is nothing to run. */
describe('the types of the management API', () => {
  it('know paths, parameters, bodies, answers and refusals as the table says them', () => {
    type Groups = ManagementPaths['/api/v1/groups'];
    type Group = ManagementPaths['/api/v1/groups/{groupId}'];
    expectTypeOf<keyof Group>().toEqualTypeOf<'get' | 'put' | 'delete'>();
    expectTypeOf<Group['get']['parameters']['path']>().toEqualTypeOf<{ groupId: string }>();
    expectTypeOf<Json<Groups['get'], 200>[number]['profile']['name']>().toEqualTypeOf<string>();
    expectTypeOf<Json<Groups['get'], 'default'>['errorCauses'][number]['errorSummary']>().toEqualTypeOf<string>();
    expectTypeOf<NonNullable<Groups['get']['parameters']['query']>['limit']>().toEqualTypeOf<number | string | undefined>();
    expectTypeOf<Group['delete']['responses'][204]['content']>().toEqualTypeOf<never>();
  });

  it('take what a caller sends, which is not what the server makes of it', () => {
    type Body<Id extends keyof ManagementApi> = ManagementApi[Id] extends { requestBody: { content: { 'application/json': infer Sent } } }
      ? Sent
      : never;
    expectTypeOf<{ profile: { name: string } }>().toExtend<Body<'createGroup'>>();
    expectTypeOf<{ profile: { name: number } }>().not.toExtend<Body<'createGroup'>>();
    // a body that may be left out
    expectTypeOf<Body<'createOAuth2ClientSecret'>>().toBeNever();
  });
});
