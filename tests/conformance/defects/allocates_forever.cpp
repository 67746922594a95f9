// Defect: takes all memory it can get.
#include <cstdlib>
#include <cstring>
#include <vector>

#include "tests/conformance/defects/defect.hpp"

void misbehave(xner::sdk::StageContext& context) {
  std::vector<std::vector<char>> hoard;
  while (true) {
    hoard.emplace_back(std::size_t{16} << 20, 'x');
    context.progress({"hoard", static_cast<std::int64_t>(hoard.size()), 0, ""});
  }
}
