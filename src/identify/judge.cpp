#include "identify/judge.h"

#include "identify/tally_internal.h"

namespace assay::identify {

struct Judge::Impl {
  explicit Impl(const Model& model) : weighing(read_embedded_lexicon(), model) {}
  Weighing weighing;
};

Judge::Judge() : Judge(shipped_model()) {}
Judge::Judge(const Model& model) : impl_(std::make_unique<const Impl>(model)) {}
Judge::~Judge() = default;

Verdict Judge::judge(const Work& work) const {
  return make_verdict(impl_->weighing, read_work(impl_->weighing.lexicon, work));
}

std::string_view Judge::model() const noexcept {
  return impl_->weighing.name;
}

const Judge& default_judge() {
  static const Judge judge;
  return judge;
}

}  // namespace assay::identify
