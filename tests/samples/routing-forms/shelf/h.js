/** Makes text of JSX, and of nothing else. */
export const h = (tag, attributes, ...children) => {
  const given = Object.entries(attributes ?? {}).map(([name, value]) => ` ${name}="${value}"`);
  return `<${tag}${given.join("")}>${children.flat().join("")}</${tag}>`;
};
