#pragma once
/// What a reader likes, learnt from what they said and did: a linear function of a work's meaning,
/// words, people and venue. Ridge regression by coordinate descent on the dual (Saunders,
/// Gammerman, Vovk 1998; Hsieh et al. 2008), towards +1 for what is liked, -1 for what is not, and
/// a little below 0 for works at large, of which a sample takes part with a small weight. It is
/// made from the library in milliseconds, so it is kept in no file of its own: it is always of the
/// library's generation.

#include "plan/shelf.h"
#include "search/meanings.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay::plan {

/// A work that says something about the reader.
struct TasteExample {
  WorkId work;
  double target = 0;  ///< -1..1
  double weight = 1;  ///< How sure that is; a rating counts 1.
  std::string how;    ///< "you rated 5"; empty: nothing to tell the reader about.
};

/// A liked work, to tell what a suggestion is like.
struct LikedWork {
  WorkId work;
  std::string title;
  std::string how;
  std::vector<float> vector;  ///< As Meanings::vector.
};

struct Taste {
  double said = 0;                        ///< Sum of the weights of examples: how much is known.
  std::vector<float> direction;           ///< In the space of Meanings; none: nothing was learnt.
  std::vector<search::WordWeight> words;  ///< The heaviest, ascending by term.
  std::unordered_map<std::uint32_t, float> people;  ///< By person_hash.
  std::unordered_map<std::uint32_t, float> venues;  ///< By venue_hash.
  std::vector<LikedWork> liked;  ///< Those with a target above 0 and something to tell.
};

/// How much the kinds of features count beside meaning, and the regression's settings: chosen
/// with the simulated readers of bench/recommend, whose other seeds tell how well.
struct TasteOptions {
  float words = 2.5F;
  float people = 2.0F;
  float venue = 0.25F;
  double ridge = 0.3;  ///< Added to each example's own product.
  double background_weight = 0.05;
  double background_target = -0.2;
  std::size_t background = 300;  ///< Works at large.
  std::size_t words_kept = 400;
};

/// Learns from the examples; works that the library does not have are passed over. Of more than
/// 400 the last ones count. The result is the same for the same input. Cost: 0.2 ms an example.
Taste learn_taste(library::Library& library, search::Meanings& meanings, const Shelf& shelf,
                  const std::vector<TasteExample>& examples, const TasteOptions& options = {});

/// What the taste makes of each row of the shelf, higher is better; zeros when nothing was learnt.
std::vector<float> score_shelf(const Taste& taste, const search::Meanings& meanings,
                               const Shelf& shelf);

}  // namespace assay::plan
