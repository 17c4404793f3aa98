# syntax=docker/dockerfile:1
# The API with the page it serves, and the `wangge` command. Stage by stage what `npm start` does on a clean machine.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /wangge
COPY package.json package-lock.json .npmrc ./
COPY api/package.json api/
COPY web/package.json web/
RUN npm ci --omit=dev --no-audit --no-fund
COPY tsconfig.base.json ./
COPY scripts scripts
COPY api api
COPY web web
RUN node scripts/build.js

# What runs needs neither the compiler nor the page's packages.
FROM node:20.20.2-bookworm-slim AS packages
WORKDIR /wangge
COPY package.json package-lock.json .npmrc ./
COPY api/package.json api/
COPY web/package.json web/
RUN npm ci --omit=dev --workspace api --no-audit --no-fund

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production
WORKDIR /wangge
COPY --from=packages /wangge ./
COPY api/bin api/bin
COPY migrations migrations
COPY scripts/check-ready.js scripts/
COPY --from=build /wangge/api/dist api/dist
COPY --from=build /wangge/web/dist web/dist
RUN ln -s /wangge/api/bin/wangge.js /usr/local/bin/wangge
USER node
EXPOSE 8080
ENTRYPOINT ["node", "/wangge/api/bin/wangge.js"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
