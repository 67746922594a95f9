// The one list of tokenizer families; see tokenizer.hpp.
#include "harness/text/tokenizer.hpp"

#include "harness/text/tokenizer_files.hpp"
#include "harness/text/wordpiece.hpp"

namespace xner::text {

std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& folder) {
  return std::make_unique<WordPieceTokenizer>(read_tokenizer_files(folder));
}

}  // namespace xner::text
