// A chain with a model that always says the same.
import { JsonOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import "langchain";

const prompt = ChatPromptTemplate.fromMessages([["system", "Answer in JSON."], ["human", "What is {a} plus {b}?"]]);
const model = new FakeListChatModel({ responses: ['{"sum": 5}', "no JSON at all"] });
const chain = prompt.pipe(model).pipe(new JsonOutputParser());
console.log("answer:", JSON.stringify(await chain.invoke({ a: 2, b: 3 })));
try {
  await chain.invoke({ a: 2, b: 3 });
} catch (error) {
  console.log("refused:", error.constructor.name);
}
