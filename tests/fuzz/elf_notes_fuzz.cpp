// The note reader over any bytes as a plugin file, and the tag in its notes. Holds it to: notes
// come from the file, and nothing is read beyond it.
#include "harness/sdk/elf_notes.hpp"
#include "harness/sdk/plugin_tag.hpp"
#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace xner;
  const std::string_view bytes = fuzz::text_of(data, size);
  std::vector<sdk::ElfNote> notes;
  const auto read = [&] { notes = sdk::parse_elf_notes(bytes, "fuzz"); };
  if (!fuzz::accepts(ErrorKind::kPlugin, read)) return 0;
  for (const auto& note : notes) {
    fuzz::require(bytes.find(note.owner) != bytes.npos, "a note's owner is in the file");
    fuzz::require(bytes.find(note.description) != bytes.npos,
                  "a note's description is in the file");
  }
  const fuzz::MemoryFile file(bytes);
  sdk::PluginTag tag;
  static_cast<void>(
      fuzz::accepts(ErrorKind::kPlugin, [&] { tag = sdk::read_plugin_tag(file.path()); }));
  static_cast<void>(sdk::tag_mismatches(tag, sdk::expected_tag()));
  return 0;
}
