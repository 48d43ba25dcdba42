import { io, type Socket } from "socket.io-client";

/** Opens a socket of its own, by a token or a cookie. @throws where the server refuses it */
export function openSocket(
  url: string,
  by: { token: string } | { cookie: string },
): Promise<Socket> {
  const socket = io(url, {
    forceNew: true,
    transports: ["websocket"],
    ...("token" in by
      ? { auth: { token: by.token } }
      : { extraHeaders: { cookie: by.cookie } }),
  });
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", reject);
  });
}
