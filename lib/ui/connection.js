// Whether the server is reached. Streamlit tells the window it is in when its line is lost and when it has one again;
// of what a component sends in between nothing arrives, and nobody is told. See lib/serving/host_config.py too.

// One for all screens, however often their code is read: they share the listeners, and what these heard.
const connection = (globalThis.faultlineConnection ??= makeConnection());

function makeConnection() {
  // What each hears, and whether it says itself that the line is lost.
  const screens = new Map();
  // What runs on this machine is reached without any network.
  const isNear = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  // It may have been lost before this was read.
  const now = document.querySelector("[data-test-connection-state]")?.getAttribute("data-test-connection-state");
  let isCut = (now ?? "CONNECTED") !== "CONNECTED";
  let isAway = false;

  function hear(change) {
    const before = made.isLost;
    change();
    if (made.isLost !== before) for (const hears of [...screens.keys()]) hears(made.isLost);
  }

  const made = {
    get isLost() {
      return isCut || (isAway && !isNear);
    },
    // Whether the page that is open says it: else one line under all pages does, see late.js.
    get isSaid() {
      return [...screens.values()].includes(true);
    },
    // Calls `hears(isLost)` at every change, and now where the line is lost; what it returns ends that.
    tell: (hears, says = true) => {
      screens.set(hears, says);
      if (made.isLost) hears(true);
      return () => screens.delete(hears);
    },
  };

  addEventListener("message", ({ source, data }) => {
    if (source !== globalThis.window || data?.stCommVersion !== 1) return;
    if (data.type === "WEBSOCKET_DISCONNECTED") hear(() => (isCut = true));
    if (data.type === "WEBSOCKET_CONNECTED") hear(() => (isCut = false));
  });
  addEventListener("offline", () => hear(() => (isAway = true)));
  addEventListener("online", () => hear(() => (isAway = false)));
  return made;
}

// Where a screen says that the line is lost, how much waits until there is one again, and where that is `kept`.
function makeLine() {
  const line = document.createElement("span");
  line.className = "fl-line";
  line.setAttribute("role", "status");
  return line;
}

// `otherwise` is said while there is one.
function drawLine(line, isLost, waiting, kept, otherwise = "") {
  const offline = waiting ? `Offline: ${waiting} waiting, kept ${kept}` : `Offline. What you write is kept ${kept}.`;
  const words = isLost ? offline : otherwise;
  // What is said again aloud is only what has changed.
  if (line.textContent !== words) line.textContent = words;
}
