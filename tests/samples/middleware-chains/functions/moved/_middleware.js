export const onRequest = ({ next }) => next("/moved/inner?from=middleware");
