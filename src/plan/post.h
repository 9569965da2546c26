#pragma once
/// What the reader found out, as a draft in Markdown for a forum. It is only written: nothing is
/// ever sent. Threads: pure functions.

#include "base/time.h"
#include "library/reader.h"
#include "work/work.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

/// The parts of a post. What is empty stands in the draft as a line to fill in.
struct PostDraft {
  std::string title;
  std::string about;  ///< The work it is about, with its link, in Markdown; empty for none.
  std::string tried;
  std::string came_out;
  std::string question;
  std::vector<std::string> links;  ///< Markdown.
};

/// Of the notes on a work, oldest first: paragraphs that ask become the open question, the others
/// what was tried or thought. Requires a note.
PostDraft draft_of_notes(const Work& work, const std::vector<library::Note>& notes);

/// Of an experiment's report in Markdown (docs/experiments.md): its first heading is the title, its
/// sections keep their place, headings one level down (those of a note, too); checklists, which are
/// for reviewers, are left out. `work`: what it is about, null for none.
PostDraft draft_of_report(std::string_view report, std::string_view name, const Work* work);

/// The draft as text: "# Title", "## What I tried", "## What came out", "## Open question",
/// "## Links". `day`: of writing.
std::string to_markdown(const PostDraft& draft, Day day);

}  // namespace assay::plan
