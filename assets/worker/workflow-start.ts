// Starts an instance of a Workflow for each message of a queue.

interface Workflow {
  create(options: { id: string; params: unknown }): Promise<unknown>;
  get(id: string): Promise<unknown>;
}

/** Makes a handler that starts an instance with the message's body. A message that comes twice starts one. */
export function startsWorkflow(binding: string) {
  return async (message: { readonly id: string; readonly body: unknown }, env: any): Promise<void> => {
    const workflow: Workflow | undefined = env[binding];
    if (!workflow) throw new Error(`There is no binding ${binding}.`);
    try {
      await workflow.create({ id: message.id, params: message.body });
    } catch (error) {
      // An earlier delivery has started it when there is an instance of this id.
      await workflow.get(message.id).catch(() => {
        throw error;
      });
    }
  };
}
