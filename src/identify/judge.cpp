#include "identify/judge.h"

#include "identify/tally_internal.h"

namespace assay::identify {

struct Judge::Impl {
  Lexicon lexicon = read_embedded_lexicon();
};

Judge::Judge() : impl_(std::make_unique<const Impl>()) {}
Judge::~Judge() = default;

Verdict Judge::judge(const Work& work) const {
  return make_verdict(impl_->lexicon, read_work(impl_->lexicon, work));
}

std::string_view Judge::model() const noexcept {
  return impl_->lexicon.name;
}

const Judge& default_judge() {
  static const Judge judge;
  return judge;
}

}  // namespace assay::identify
