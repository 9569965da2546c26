export const taskTests = [];
