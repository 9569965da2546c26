// Tensors without a model; nothing is downloaded.
import { cos_sim, env, softmax, Tensor } from "@huggingface/transformers";

env.allowRemoteModels = false;
const logits = new Tensor("float32", Float32Array.from([1, 2, 3, 1, 1, 1]), [2, 3]);
console.log("logits:", logits.dims.join(" x "));
for (const row of logits.tolist()) console.log("softmax:", softmax(row).map((p) => p.toFixed(3)).join(" "));
console.log("cosine of (1, 0) and (1, 1):", cos_sim([1, 0], [1, 1]).toFixed(4));
console.log("models may be downloaded:", env.allowRemoteModels);
