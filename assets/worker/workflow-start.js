// Starts an instance of a Workflow for each message of a queue.

/** Makes a handler that starts an instance with the message's body. A message that comes twice starts one. */
export function startsWorkflow(binding) {
  return async (message, env) => {
    const workflow = env[binding];
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
