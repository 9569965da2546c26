"""A chain with a model that always says the same."""
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.prompts import ChatPromptTemplate

prompt = ChatPromptTemplate.from_messages([("system", "Answer in JSON."), ("human", "What is {a} plus {b}?")])
model = FakeListChatModel(responses=['{"sum": 5}', "no JSON at all"])
print("prompt:", prompt.invoke({"a": 2, "b": 3}).to_messages()[1].content)
chain = prompt | model | JsonOutputParser()
print("answer:", chain.invoke({"a": 2, "b": 3}))
try:
    chain.invoke({"a": 2, "b": 3})
except Exception as error:  # the point: a parser refuses what it cannot read
    print("refused:", type(error).__name__)
print("steps:", [type(step).__name__ for step in chain.steps])
