// A tokenizer's folder over any bytes: tokenizer.json, tokenizer_config.json,
// special_tokens_map.json and vocab.txt, separated by lines "%%"; an empty one is absent.
#include <array>
#include <fstream>

#include "harness/base/files.hpp"
#include "harness/text/tokenizer.hpp"
#include "tests/fuzz/check.hpp"

namespace {

namespace fs = std::filesystem;
using namespace xner;

constexpr std::array<const char*, 4> kNames{"tokenizer.json", "tokenizer_config.json",
                                            "special_tokens_map.json", "vocab.txt"};

/// In memory where the system has such a folder.
const fs::path& folder() {
  static const TemporaryFolder kFolder(fs::exists("/dev/shm") ? fs::path("/dev/shm")
                                                              : fs::temp_directory_path());
  return kFolder.path();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzz::text_of(data, size);
  for (const char* name : kNames) {
    const std::string_view bytes = fuzz::take_until(rest, "\n%%\n");
    if (bytes.empty())
      fs::remove(folder() / name);
    else
      std::ofstream(folder() / name, std::ios::binary) << bytes;
  }
  std::unique_ptr<text::Tokenizer> tokenizer;
  if (!fuzz::accepts(ErrorKind::kData, [&] { tokenizer = text::load_tokenizer(folder()); }))
    return 0;
  const auto line = tokenizer->encode_line("Anna [SEP] saw caf\u00E9s in \u6771\u4EAC.");
  fuzz::require(line.ids.size() == line.word_ids.size(), "every piece has a word");
  for (const text::PieceId id :
       {tokenizer->start(), tokenizer->end(), tokenizer->padding(), tokenizer->unknown()})
    fuzz::require(!tokenizer->piece(id).empty(), "every special token is a piece");
  for (const text::PieceId id : line.ids)
    fuzz::require(!tokenizer->piece(id).empty(), "every id is a piece");
  return 0;
}
